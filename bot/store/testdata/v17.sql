INSERT INTO feed_waiting (feed, entry, title, url, published, n, tries) VALUES ('feed-1', 'w', 'The quay', 'https://news.example/w', 0, 1, 1);
