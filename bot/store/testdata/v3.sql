UPDATE settings SET hold_briefings = 1, retention_days = 30;
