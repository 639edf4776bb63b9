INSERT INTO vectors VALUES ('small', 'd1', x'0102', 1750000000000);
