"""What goes on when something fails: killed workers, restarted servers, poisoned letters, repeated deliveries."""
