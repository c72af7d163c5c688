"""What each outlet calls each party, place and act, and the dead."""
