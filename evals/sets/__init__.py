"""What is measured with: questions, topics and paragraphs as people labelled them."""
