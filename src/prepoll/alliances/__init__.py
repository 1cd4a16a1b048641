"""Room 6: structures, slates, votes, winners and ties."""
