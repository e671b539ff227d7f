//! What is due, by when, counted from what: readings of an incident's clocks at one moment.
