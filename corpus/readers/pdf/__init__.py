"""The reader of PDFs: lines with place and style, tables, page furniture, scanned pages."""
