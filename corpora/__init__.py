"""Pages become articles and sentences: knows HTML, HTTP, WARC and languages; knows no vectors."""
