"""What goes on when something fails: killed workers, restarted servers, poisoned e-mails, repeated deliveries."""
