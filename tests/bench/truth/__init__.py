"""What a good search would answer: texts whose right answers are known, and questions about them."""
