UPDATE runs SET gate_channel = '910000000000000001' WHERE nonce = 'n';
