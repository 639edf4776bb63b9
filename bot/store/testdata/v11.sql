INSERT INTO corrections (answer, guild, slug, version, at, told_at) VALUES
	('answer-1', '', 'rift', 3, 1750000000000, 1750000000001);
