package openai

import "github.com/failsafe-go/failsafe-go/retrypolicy"

// noRetries is a policy for tests of one try.
func (c *Client) noRetries() retrypolicy.RetryPolicy[any] {
	return retrypolicy.NewBuilder[any]().WithMaxRetries(0).ReturnLastFailure().Build()
}
