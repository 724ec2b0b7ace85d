"""From blocks to whole paragraphs, each with the reference by which a person finds it."""
