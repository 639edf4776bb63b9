// Package semantic ranks passages by what they mean: a model of embeddings gives
// each passage and each question a vector, and passages whose vectors point where
// the question's does come first. It is optional, and never in the way: without
// vectors, or while the model's server is down, there is nothing to rank by, and
// search goes by words alone.
//
// # What is where
//
//	text.go     what is sent of a passage, and what models want before it
//	vector.go   a vector in a byte a dimension, in memory and in the store
//	view.go     the vectors of one library, and the nearest among them
//	library.go  one library as answers see it
//	keeper.go   all that is known: vectors by text, libraries, outages
//	fill.go     the job that computes what is missing
//
// # What is computed, and how often
//
// A vector belongs to the text that was sent and to the model's name. So a text
// is sent once, however many versions, guilds and starts of the program hold it,
// and a change of an article sends the changed passages only. What was computed
// is stored request by request: what a crash loses is the request in flight.
//
// # How the nearest are found
//
// By their cosines with the question, over all of up to 2,048 passages. Of more
// than that, those 2,048 are compared which agree with the question in the sign
// of most dimensions, after the library's mean is taken away: counting bits reads
// an eighth of the bytes and takes a thirtieth of the time.
package semantic
