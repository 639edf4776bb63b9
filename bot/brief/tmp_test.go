package brief_test
import ("testing";"fmt";"rapporteur/bot/brief";"rapporteur/bot/eval";"rapporteur/bot/corpus")
func TestTmp(t *testing.T) {
	for _,set:=range []string{"newwiki","squad2","clapnq","rgb_fact","time"} {
		s,err:=eval.Load("/work/shared/eval/"+set); if err!=nil {t.Fatal(err)}
		fmt.Println("#####",set,len(s.Articles))
		for i,a:=range s.Articles {
			b,err:=brief.Compose([]*corpus.Article{a},brief.Options{}); if err!=nil {t.Error(err);continue}
			if i%7!=0||i>120 {continue}
			n:=0; for _,p:=range a.Passages{n+=len(p.Sentences)}
			fmt.Println("=====",b.Title(),n,len(b.Points()))
			for _,p:=range b.Timeline(){fmt.Println("  T",p.Date,":",p.Text)}
			for _,p:=range b.Positions(){fmt.Println("  P",p.Who,":",p.Text)}
		}
		b,err:=brief.Compose(s.Articles,brief.Options{}); fmt.Println(b.Title(),len(b.Points()),err)
	}
}
