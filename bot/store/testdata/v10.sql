INSERT INTO articles VALUES ('', 'rift', 1, 'rift.md', 1, 1);
INSERT INTO versions VALUES ('', 'rift', 1, 'rift.md', X'4F6E652E', '70277bfc409b502132d7a48b2a3b386294264b31f7bf024a5fb0cafabb8ac122', 'added', 'disk', '', 1750000000000);
UPDATE runs SET gate_channel = '910000000000000001' WHERE nonce = 'n';
