// Package llmtest has what tests need of language models: a scripted server that
// speaks OpenAI's chat completions API over HTTP, two models without a server,
// and the test that every implementation of llm.Model must pass.
//
// Two lines start a server that says something:
//
//	s := llmtest.Start(t)
//	s.Say("The minister resigned. [1.2]")
//
// It is strict about what it is asked: a request that the official OpenAPI
// document does not allow fails the test (see strict.go). It may misbehave in
// every way that a Reply can describe; Misbehaviours lists those that a program
// must get through.
package llmtest
