UPDATE settings SET most_articles = 50, most_megabytes = 8, most_changes = 20;
