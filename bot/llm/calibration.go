package llm

// Calibration guesses how many tokens a text has from its bytes. The zero value
// takes 3.6 bytes a token, which is English of news articles; With makes it
// learn from what a server counted. It is a value: copies are independent.
type Calibration struct {
	bytes, tokens float64 // counted so far, older ones weighing less
}

const (
	bytesPerToken = 3.6 // before anything was counted

	// What chat formats add around the texts, as OpenAI's cookbook has it ("How to
	// count tokens with tiktoken"): 3 tokens for each message, one for its role, and
	// 3 that open the answer.
	tokensPerMessage = 4
	tokensToAnswer   = 3

	priorBytes  = 2_000   // what the first guess weighs against what was counted
	memoryBytes = 200_000 // what was counted weighs no more than this many bytes
	leastBytes  = 200     // shorter prompts say more about the format than of the text

	// No tokenizer in use is beyond these for text; a server that says so miscounts,
	// or counts what was not in the request.
	fewestBytesPerToken = 1
	mostBytesPerToken   = 12
)

// BytesPerToken is the present guess.
func (c Calibration) BytesPerToken() float64 {
	return (priorBytes + c.bytes) / (priorBytes/bytesPerToken + c.tokens)
}

// Tokens is about how many tokens a text of n bytes has; at least one when it
// has any.
func (c Calibration) Tokens(n int) int {
	if n <= 0 {
		return 0
	}
	return max(1, int(float64(n)/c.BytesPerToken()+0.5))
}

// Prompt is about how many tokens the messages have with what goes around them.
func (c Calibration) Prompt(messages []Message) int {
	return c.Tokens(textBytes(messages)) + around(messages)
}

// With is the calibration after a server counted that many tokens in a prompt
// of these messages. A count that cannot be true changes nothing.
func (c Calibration) With(messages []Message, counted int) Calibration {
	n, tokens := float64(textBytes(messages)), float64(counted-around(messages))
	if n < leastBytes || counted <= 0 || tokens*fewestBytesPerToken > n || tokens*mostBytesPerToken < n {
		return c
	}
	if n > memoryBytes {
		n, tokens = memoryBytes, tokens*memoryBytes/n
	}
	c.bytes, c.tokens = c.bytes+n, c.tokens+tokens
	if c.bytes > memoryBytes {
		c.bytes, c.tokens = memoryBytes, c.tokens*memoryBytes/c.bytes
	}
	return c
}

// Usage is a guess for a call that the server did not count.
func (c Calibration) Usage(messages []Message, answerBytes int) Usage {
	return Usage{Prompt: c.Prompt(messages), Completion: c.Tokens(answerBytes), Estimated: true}
}

func around(messages []Message) int { return tokensPerMessage*len(messages) + tokensToAnswer }

func textBytes(messages []Message) int {
	n := 0
	for _, m := range messages {
		n += len(m.Text)
	}
	return n
}
