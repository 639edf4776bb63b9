INSERT INTO erased_posts (channel, message, guild, at, tries, done_at) VALUES ('920000000000000001', '930000000000000001', '910000000000000001', 5, 1, 0);
