"""Room 9: ranks a party's options: obstacles, dates, robustness, what to find out first."""
