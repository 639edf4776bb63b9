package gateway

// closing is why the gateway closes a connection: a close code and the reason
// that Discord sends with it (docs: Opcodes and Status Codes, Gateway Close Event Codes).
type closing struct {
	code   int
	reason string
}

var (
	unknownError         = closing{4000, "Unknown error."}
	unknownOpcode        = closing{4001, "Unknown opcode."}
	decodeError          = closing{4002, "Error while decoding payload."}
	notAuthenticated     = closing{4003, "Not authenticated."}
	authenticationFailed = closing{4004, "Authentication failed."}
	alreadyAuthenticated = closing{4005, "Already authenticated."}
	invalidSequence      = closing{4007, "Invalid seq."}
	rateLimited          = closing{4008, "You are being rate limited."}
	sessionTimedOut      = closing{4009, "Session timed out."}
	invalidShard         = closing{4010, "Invalid shard."}
	shardingRequired     = closing{4011, "Sharding required."}
	invalidAPIVersion    = closing{4012, "Invalid API version."}
	invalidIntents       = closing{4013, "Invalid intent(s)."}
	disallowedIntents    = closing{4014, "Disallowed intent(s)."}
)

func (c closing) Error() string { return c.reason }

// endsSession says whether a session is gone after its connection was closed
// with the code: by the gateway, where the docs ask for a new session or forbid
// to reconnect, or by the client, who says by 1000 and 1001 that it is done
// (docs: Gateway, Disconnecting).
func endsSession(code int, byClient bool) bool {
	if byClient {
		return code == 1000 || code == 1001
	}
	switch code {
	case authenticationFailed.code, invalidSequence.code, sessionTimedOut.code, invalidShard.code,
		shardingRequired.code, invalidAPIVersion.code, invalidIntents.code, disallowedIntents.code:
		return true
	}
	return false
}
