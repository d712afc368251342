"""What goes on around the day the demo is made, done by the ordinary actions at moments shortly before."""
