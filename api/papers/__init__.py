"""Papers that leave the house: notices as HTML that prints, and as DOCX. Both render one value, word for word the same."""
