// Package openai is an llm.Model over any server that speaks OpenAI's chat
// completions API: OpenAI, Ollama, vLLM, llama.cpp, LM Studio and gateways. It
// holds every type of go-openai.
//
// # How an answer comes
//
// A call (call.go) makes tries until one has a first piece of text. Each try is
// sent by a sender (sender.go), which stands below go-openai as its HTTP client,
// follows no redirect and reads refusals (failure.go). The body of an answer goes
// through frames (frames.go), which leave of a stream of events what go-openai's
// reader can take, within bounds. A stream (stream.go) reads the chunks
// (chunk.go), keeps time, and knows whether the answer has an end.
//
// # What is done about failures
//
// Before the first text, what may pass is tried again, as Retry-After says. After
// it, nothing is. A breaker (breaker.go) rests a server that fails again and
// again. Settings that a model does not take are learned from its refusals
// (quirks.go).
package openai
