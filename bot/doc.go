// Package bot is Rapporteur: it loads articles as its only knowledge, answers
// questions with citations to their sentences, checks claims against them and
// composes briefings. This comment is the tour; the packages come bottom up,
// and each may import only what the table below it allows. A test walks the
// tree and fails on any other import.
//
// # The rooms
//
//	english     words: tokens, stems, the lexicon, the gazetteer, numbers and
//	            dates. Knows no article.
//	english/compile  the command that compiles the word lists.
//	english/lexis  how English words stand to each other: the same, the opposite,
//	            more general, of one root, near in meaning. Compiled from WordNet
//	            and a model of sentences; knows no article.
//	english/lexis/compile  the command that compiles it.
//	trees       boosted trees, the form of all learned weights: fitted, written,
//	            read and applied.
//	corpus      article files to articles, passages, sentences and byte spans.
//	            Keeps no state; the same bytes give the same spans for ever.
//	search      ranks passages and sentences for a question and says how sure
//	            it is. Pure but for the index that it holds in memory.
//	search/train   the command that makes those weights from question sets.
//	cite        does a sentence carry a claim? Numbers, dates, names, negation,
//	            direction, roles, attribution. May a sentence that a model wrote be
//	            shown? No clock, no network, no storage.
//	cite/train  the command that makes cite's weights from claims and drafts.
//	brief       what a briefing says, what articles say of somebody, and the
//	            sides of a topic. The only maker of a Briefing.
//	brief/schedule  when a briefing is due: plain words or cron to slots, each local
//	            time once whatever the clocks do; what was missed. Pure.
//	brief/changes  what has changed between two versions of an article, sentence by
//	            sentence: new, changed, withdrawn, and what no reader need see. Pure.
//	brief/edition  what one issue of a recurring briefing says: corrections, what is
//	            new, the briefing of what came since. Saved, verified anew, edited. Pure.
//	brief/report  a briefing or an edition as a page of Markdown or HTML, with the
//	            passages that it cites. Pure.
//	brief/delivery  posts scheduled briefings, each slot once or with the reason why
//	            not: claims, leases, moderators' approval, retries. Knows nothing of
//	            Discord.
//	ingest      files of any common format to article files: Markdown, text, HTML,
//	            PDF and Word's documents in any encoding, with what they say of
//	            themselves; or a sentence that says why not. Runs and fetches nothing.
//	ingest/prose  paragraphs, headings, lists and tables, and the Markdown that says
//	            them and nothing else. Pure.
//	ingest/pdf  the text of PDFs. Holds the one engine of ingest, which must be
//	            closed.
//	ingest/docx  the text of Word's documents. Pure.
//	ingest/fetch  pages of the web, and no address of the bot's own network.
//	ingest/feed  RSS and Atom: which entries are new.
//	ingest/near  which articles of a library say the same as a new one, and where
//	            they differ. Pure.
//	ingest/ingesttest  makes documents for tests, broken ones too.
//	answer      a question to a Reply, or to a refusal that shows what comes
//	            nearest; a claim to a verdict; a topic to a discussion kit. With a
//	            model it has drafts written, of briefings too, and keeps what cite
//	            verifies. The only maker of a Reply.
//	eval        runs question sets and reports figures.
//	curate/alike  how far one word or expression may stand for another in short
//	            texts. Pure.
//	curate/gaps  unanswered questions in groups: the same question in other words is
//	            one. Pure.
//	curate/disagree  sentences that give different numbers, dates or names for the
//	            same thing, and what must be shown beside a cited one. Pure.
//	curate/disputes  where the articles of each guild disagree, what its moderators
//	            ruled on that, and what must be shown beside a cited sentence. Pure.
//	semantic    finds passages by what they mean, where a model of embeddings is
//	            set: keeps their vectors, computes what is missing, ranks.
//	llm         the contract of a chat model and of one of embeddings: requests,
//	            streamed answers, vectors, usage, why it failed. Knows no server.
//	llm/openai  a model over any server that speaks OpenAI's API: retries, a
//	            breaker, time and size limits, broken streams. Holds every
//	            go-openai type.
//	llm/llmtest  a scripted server of OpenAI's API that misbehaves as told, models
//	            without a server, and the test that every model must pass.
//	corpus/corpustest  makes articles for tests.
//	openapi     the official documents of Discord's and OpenAI's APIs, for tests; it has
//	            none itself.
//	logtest     keeps what is logged while a Go test runs.
//	store       what the bot must remember, in one SQLite file. Holds every SQL
//	            string of the program.
//	store/storetest  a database without rows for a Go test, made once.
//	curate      keeps the articles: what each guild may read now, all versions that
//	            there ever were, and the folder on disk. Whatever changes an article
//	            goes through it. Knows nothing of Discord.
//	curate/effect  what a change does to questions that moderators have saved: how each
//	            is answered before and after it. Pure.
//	curate/follow  looks at the feeds that moderators follow: what is new becomes drafts,
//	            and is published by itself only where a moderator allowed that. Knows
//	            nothing of Discord.
//	curate/bundle  articles with all their versions as a zip file, for another bot. Pure.
//	desk        where the members of all guilds bring their questions: with a model or
//	            without. Counts what models use, keeps to budgets, gives answers again,
//	            asks once for many. Knows nothing of Discord.
//	discord/button  signed custom ids of buttons, which tell what to do without
//	            anything being remembered. Pure.
//	discord/rest     what the bot asks of Discord over HTTP: retries where they are
//	            safe, rate limits, permissions; no token in any error.
//	discord/gateway  keeps the bot connected: supervisors, dead connections, final
//	            errors with advice, events to handlers.
//	discord/queue    bounded work: workers, a line in which members take turns,
//	            limits per member and guild. Knows nothing of Discord.
//	discord/render  what the bot has to say, in Discord's posts: never over a
//	            limit, with no ping and no link but the articles' own. Pure.
//	discord/locale   the words of the commands in each language.
//	discord/checkup  looks over what a bot has on Discord, for doctor: token,
//	            intents, permissions in each channel. Changes nothing.
//	discord     the bot on Discord: commands, mentions, conversations, buttons,
//	            permissions. It and its parts hold every discordgo type.
//	discord/figures  the command that measures it.
//	sandbox     a Discord on loopback, for tests and for trying a bot: its parts
//	            are world (state, rules, people), form (shapes of request bodies),
//	            rest (HTTP) and gateway (WebSocket). It knows nothing of the bot.
//	sandbox/sandboxtest  starts one for a Go test and holds what passes through
//	            it against Discord's official document, which sandbox/spec reads.
//	sandbox/serve  the command that runs one by itself.
//	bot         Config, New and what the commands call: the one place where
//	            everything is wired. Serve runs the bot, Doctor says what keeps
//	            it from running, Backup copies what it remembers.
//
// Above them all stands cmd/rapporteur: flags, signals, exit codes and what a
// terminal shows. Beside them, knowledge holds the articles that come with the
// program, and prompts the words with which a language model is asked.
//
// # Who may import whom
//
//	package          may import (ours)
//	english          –
//	english/compile  english
//	english/lexis    –
//	english/lexis/compile  english, english/lexis
//	corpus           –
//	trees            –
//	search           corpus, english, trees
//	cite             corpus, english, english/lexis, trees
//	brief            cite, corpus, english
//	brief/schedule   –
//	brief/changes    cite, corpus, english
//	brief/edition    brief, brief/changes, cite, corpus
//	brief/report     brief, brief/changes, brief/edition, cite, corpus
//	brief/delivery   brief/schedule, store
//	ingest           corpus, ingest/docx, ingest/pdf, ingest/prose
//	ingest/prose     –
//	ingest/pdf       ingest/prose
//	ingest/docx      ingest/prose
//	ingest/fetch     –
//	ingest/feed      corpus, ingest, ingest/fetch
//	ingest/near      brief/changes, corpus
//	ingest/ingesttest  –
//	answer           corpus, english, search, cite, brief, llm, prompts
//	eval             answer, brief, corpus, english, search, cite
//	eval/figures     eval, corpus
//	search/train     eval, search, trees, corpus, english
//	curate/alike     english, english/lexis
//	curate/gaps      curate/alike, english
//	curate/disagree  corpus, curate/alike, english
//	curate/disputes  corpus, curate/disagree
//	semantic         corpus, llm, search, store
//	cite/train       eval, answer, search, cite, trees, corpus, english
//	llm              –
//	llm/openai       llm
//	llm/llmtest      llm, openapi
//	corpus/corpustest  corpus
//	openapi          –
//	logtest          –
//	store            –
//	desk             answer, brief, brief/edition, corpus, llm, store
//	store/storetest  store
//	curate/effect    answer
//	curate/follow    corpus, curate, ingest, ingest/feed, ingest/fetch, ingest/near,
//	                 store
//	curate           brief/changes, corpus, curate/bundle, curate/disputes, search, store
//	curate/bundle    corpus
//	discord/button   –
//	discord/rest     –
//	discord/gateway  discord/rest
//	discord/queue    –
//	discord/render   answer, brief, brief/changes, brief/edition, cite, corpus, discord/button
//	discord/locale   –
//	discord/checkup  discord/gateway, discord/rest
//	discord          answer, brief, brief/delivery, brief/edition, brief/schedule,
//	                 cite, corpus, curate, curate/bundle, curate/disputes,
//	                 curate/effect, curate/follow, curate/gaps, desk, ingest,
//	                 ingest/feed, ingest/fetch, ingest/near, store, discord/button,
//	                 discord/gateway, discord/locale, discord/queue,
//	                 discord/render, discord/rest
//	discord/figures  –
//	sandbox/world    –
//	sandbox/form     –
//	sandbox/spec     openapi
//	sandbox/rest     sandbox/world, sandbox/form
//	sandbox/gateway  sandbox/world
//	sandbox          sandbox/world, sandbox/rest, sandbox/gateway
//	sandbox/sandboxtest  sandbox, sandbox/rest, sandbox/spec
//	sandbox/serve    sandbox
//	knowledge        –
//	prompts          –
//	bot              all but the commands
//	cmd/rapporteur   bot
//
// english was not in the first design: it grew out of search when cite turned
// out to need the same lexicon, numbers and dates, and both must agree on what
// means the same. brief ranks by the article alone and needs no search; answer
// imports it for the sides of a topic, whose passages search has found: who holds
// what must be read by the same rules in a kit as in a briefing. curate,
// discord, desk, semantic and brief/delivery take the store as it is: what is remembered are
// plain records, and an interface for them would copy them field by field. brief
// itself and brief/schedule know no store: only what posts does. desk stands
// between discord and answer, so that what a model costs, and what was answered
// before, is looked after in one place, whoever asks.
//
// # What holds everywhere
//
// Every sentence that the program states about its articles is a sentence of
// an article, or is verified against one, and carries its reference: article,
// version, paragraph, sentence and byte span. Replies and briefings have
// unexported fields, so that only the packages that verify can make them.
//
// Ranking, citing, composing and rendering are pure: time, randomness and files
// come in as values. Errors are wrapped with the operation and the subject
// inside, and become a sentence for the reader at one place at the edge.
package bot
