package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// slowModel is a server of a language model that takes its time: it repeats
// sentences that it was sent, word by word.
type slowModel struct {
	url   string
	serve *http.Server
}

// What the slow model writes, and how fast.
const (
	modelName     = "slow"
	modelThinks   = time.Second
	modelSentence = 4
	modelWord     = 40 * time.Millisecond // 25 words a second
)

func startModel() (*slowModel, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &slowModel{url: "http://" + listener.Addr().String() + "/v1", serve: &http.Server{Handler: http.HandlerFunc(answerSlowly)}}
	go func() { _ = m.serve.Serve(listener) }() // ends with close
	return m, nil
}

func (m *slowModel) close() { _ = m.serve.Close() }

// numbered is a sentence of a prompt with its number.
var numbered = regexp.MustCompile(`(?m)^\[(\d+\.\d+)\] (.{40,200})$`)

func answerSlowly(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Messages []struct {
			Content string `json:"content"`
		} `json:"messages"`
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || len(asked.Messages) == 0 {
		http.Error(w, "no chat", http.StatusBadRequest)
		return
	}
	var draft []string
	for _, m := range asked.Messages {
		for _, s := range numbered.FindAllStringSubmatch(m.Content, modelSentence) {
			draft = append(draft, s[2]+" ["+s[1]+"]")
		}
	}
	w.Header().Set("Content-Type", "text/event-stream")
	flusher := http.NewResponseController(w)
	wait := modelThinks
	for word := range strings.SplitAfterSeq(strings.Join(draft, " "), " ") {
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
			return
		}
		wait = modelWord
		text, _ := json.Marshal(word) // a string
		fmt.Fprintf(w, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":%q,\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},\"finish_reason\":null}]}\n\n", modelName, text)
		_ = flusher.Flush() // a client that has gone is no fault
	}
	fmt.Fprintf(w, "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":%q,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", modelName)
}
