INSERT INTO feeds (id, guild, owner, address, title, sites, creator, allower, etag, modified, due, looked_at, failures, failure, remaining, claimant, lease, pause_told, at)
VALUES ('feed-1', '910000000000000099', '', 'https://news.example/feed', 'Harbour News', 'news.example', '', '', '"1"', '', 1750000000000, 0, 0, '', 0, '', 0, 0, 1750000000000);
INSERT INTO feed_entries (feed, entry, digest, n) VALUES ('feed-1', 'a', '', 1);
