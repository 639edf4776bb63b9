// Package llm is the contract of a chat model: what is asked of it, how its
// answer comes, what it used, and why it may fail. It knows no server; package
// openai speaks to one, and package llmtest has models and a server for tests.
//
// What a model writes is untrusted text. Nothing here looks into it.
package llm
