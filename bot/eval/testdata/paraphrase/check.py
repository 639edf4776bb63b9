#!/usr/bin/env python3
"""Check the question files against the articles.

content words: tokens [a-z0-9]+ of the lower-cased question, not in STOP
shared:        crude stem of the word also among the stems of the gold paragraph(s)
far:           share < 1/5      near (own set): 1/5 <= share <= 1/2
Usage: check.py [-v]      (-v prints every question with its share)
"""
import json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = "/work/shared/article.txt"
STOP = set("""
a an the this that these those some any anyone anybody anything someone somebody something
i me my we us our you your he him his she her hers it its they them their theirs one
who whom whose what which when where why how
is are was were be been being am do does did done doing have has had having
can could will would shall should may might must
and or but nor so if than then because as while though although
of to in on at by for with from into onto about over under up down off out after before
between against during through since until till within without around
not no yes only just also too very even still yet ever again there here
much many more most less few all both each other another such same own
d s t m re ve ll don didn doesn isn wasn aren weren won wouldn couldn shouldn hasn haven hadn ain
get gets got getting really actually now like let
""".split())

def stem(w):
    if len(w) > 4 and w.endswith("ies"): w = w[:-3] + "y"
    else:
        for suf in ("ing", "ed", "es", "s", "ly"):
            if w.endswith(suf) and len(w) - len(suf) >= 3 and not (suf == "s" and w.endswith("ss")):
                w = w[:-len(suf)]
                break
    if w.endswith("e") and len(w) > 3: w = w[:-1]
    return w

def toks(s):
    s = s.lower().replace("\u2019", "'")
    s = re.sub(r"(?<=\d),(?=\d)", "", s)
    return re.findall(r"[a-z0-9]+", s)

def load():
    P = {}
    for n in ("dam", "port-strike", "vaccine-audit"):
        t = open(os.path.join(HERE, "articles", n + ".md"), encoding="utf-8").read()
        _, fm, body = re.split(r"^---\n", t, maxsplit=2, flags=re.M)
        for k in ("title", "author", "publisher", "published", "kind", "language"):
            assert re.search(rf"^{k}: ", fm, re.M), (n, k)
        assert "# invented for tests" in fm
        for i, p in enumerate([l for l in body.split("\n") if l.strip()]):
            P[f"{n}#{i}"] = p
    if os.path.exists(SHARED):
        for i, p in enumerate(open(SHARED, encoding="utf-8").read().rstrip("\n").split("\n")):
            P[f"article#{i}"] = p
    return P

def runs(t, n):
    return {tuple(t[i:i + n]) for i in range(len(t) - n + 1)}

def share(q, paras):
    cw = [w for w in toks(q) if w not in STOP]
    st = {stem(w) for p in paras for w in toks(p)}
    hit = [w for w in cw if stem(w) in st]
    return cw, hit

def main():
    v = "-v" in sys.argv
    P = load(); bad = 0; seenq = {}; ids = set()
    art9 = set().union(*[runs(toks(P[k]), 9) for k in P if k.startswith("article#")]) if any(k.startswith("article#") for k in P) else set()
    for k, p in P.items():
        if not k.startswith("article#") and runs(toks(p), 9) & art9:
            print("RUN9", k); bad += 1
    for fn in ("own.jsonl", "article60.jsonl", "unanswerable.jsonl"):
        path = os.path.join(HERE, fn)
        if not os.path.exists(path): continue
        cnt = {}; cover = {}
        for line in open(path, encoding="utf-8"):
            r = json.loads(line); e = []; q = r["question"]
            if r["id"] in ids: e.append("dup id")
            ids.add(r["id"])
            if q.lower() in seenq: e.append("dup question")
            seenq[q.lower()] = 1
            if runs(toks(q), 9) & art9: e.append("run of 9 from article.txt")
            if not r["answerable"]:
                assert r["gold_passages"] == [] and r["gold_answers"] == [] and r["kind"] in ("off-topic", "near-miss") and r["set"] in ("own", "article"), r
                key = r["kind"] + "/" + r["set"]
            else:
                if not all(g in P for g in r["gold_passages"]) or not r["gold_passages"]: print(r["id"], "no such passage"); bad += 1; continue
                gp = [P[g] for g in r["gold_passages"]]
                cw, hit = share(q, gp); s = len(hit) / max(1, len(cw))
                if len(cw) < 3: e.append(f"only {len(cw)} content words")
                want = "far" if s < 0.2 else "near"
                if r["style"] != want: e.append(f"style {r['style']} but share {s:.2f} {hit}")
                if r["set"] == "own" and s > 0.5: e.append(f"share {s:.2f} {hit}")
                for p in gp:
                    c = runs(toks(q), 5) & runs(toks(p), 5)
                    if c: e.append(f"run of 5: {c}")
                if not 1 <= len(r["gold_answers"]) <= 2: e.append("1-2 gold answers")
                for a in r["gold_answers"]:
                    if len(a.split()) > 8: e.append("long answer: " + a)
                    if not any(a in p for p in gp): e.append("answer not in paragraph: " + a)
                    own = [k for k in r["gold_passages"] if a in P[k]]
                    if own and any(P[k].count(a) > 1 for k in own): e.append("answer ambiguous in paragraph: " + a)
                for g in r["gold_passages"]: cover[g] = cover.get(g, 0) + 1
                key = r["style"]
                if v: print(f"{r['id']} {','.join(r['gold_passages'])} {s:.2f} {r['style']}: {q}  -> {r['gold_answers']} shared={hit} of {len(cw)}")
            cnt[key] = cnt.get(key, 0) + 1
            for x in e: print("BAD", r["id"], x, "|", q); bad += 1
        print(fn, sum(cnt.values()), cnt)
        pre = {"own.jsonl": ("dam", "port", "vacc"), "article60.jsonl": ("article",)}.get(fn)
        if pre:
            print("  paragraphs without a question:", [k for k in P if k.startswith(pre) and k not in cover])
    print("bad:", bad)
    return bad > 0

if __name__ == "__main__":
    sys.exit(main())
