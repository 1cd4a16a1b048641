"""Room 3: statements and judgements become relations on a day."""
