package brief_test
import ("testing";"fmt";"rapporteur/bot/brief";"rapporteur/bot/eval";"rapporteur/bot/corpus")
func TestTune(t *testing.T) {
	run:=func(c,d,p,decay,th,m float64){
		w:=brief.W(c,d,p,decay,th,m)
		f,err:=eval.BriefingsBy("/work/shared/eval/cnndm100",3,func(a*corpus.Article,n int)[]corpus.Ref{return brief.SummarizeWith(a,n,w)})
		if err!=nil{t.Fatal(err)}
		fmt.Printf("%.0f%.0f c%.1f d%.1f p%.1f decay%.1f th%.2f mmr%.2f: %.4f %.4f | %.4f %.4f | %.4f %.4f\n",f.All.Ours.One,f.All.Ours.Two,c,d,p,decay,th,m,f.All.Ours.One,f.All.Ours.Two,f.Halves[0].Ours.One,f.Halves[0].Ours.Two,f.Halves[1].Ours.One,f.Halves[1].Ours.Two)
	}
	for _,p:=range []float64{3,4,5}{for _,de:=range []float64{3,5}{for _,m:=range []float64{.4,.5,.6}{run(1,2,p,de,.1,m);run(1,1,p,de,.1,m)}}}
}
