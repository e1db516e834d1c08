package answer

import (
	"slices"
	"testing"
)

func TestReadRevision_droppedItems(t *testing.T) {
	for text, want := range map[string][]int{
		"drop 2": {2}, "drop 2/4": {2, 4}, "drop items 2 / 4": {2, 4}, "取消2/4": {2, 4}, "drop the last one": {-1}, "Drop the last item.": {-1}, "please drop the last two": {-2, -1}, "the last one can be dropped": {-1}, "delete the last action item": {-1}, "删去最后一条": {-1}, "最后一条不要了": {-1}, "把最后两项去掉": {-2, -1}, "取消最后一項": {-1}, "刪掉最後一條": {-1},
		"Drop 2.": {2}, "drop 2 and 4": {2, 4}, "drop action 2": {2}, "please drop items 2, 3 and 5": {2, 3, 5}, "drop 2-4": {2, 3, 4}, "Drop item no. 3, thanks": {3},
		"ok, but please drop 2": {2}, "drop #2": {2}, "remove action item 2": {2}, "delete 2 & 3": {2, 3}, "leave out 4": {4}, "drop the second item": {2}, "drop the 2nd and 4th action items": {2, 4},
		"Hi,\n\ncould you drop 3, then send it?\n\nLi Na": {3}, "2 can be removed": {2}, "drop number 12": {12}, "drop item two": {2}, "drop two and four": {2, 4}, "take out points 1 to 3": {1, 2, 3}, "drop 2, otherwise fine": {2}, "drop 2\ndrop 4": {2, 4},
		"drop 2, it's already done": {2}, "drop the third one": {3}, "drop **2**": {2}, "drop: 2, 4": {2, 4}, "Drop 2 4": {2, 4}, "2: drop": {2}, "drop 2 + 4": {2, 4}, "drop 3 because Tom did it": {3}, "please drop no 2": {2}, "drop 2 and 3 - they are done": {2, 3},
		"取消 2，已经完成了": {2}, "取消：2": {2}, "不要第3条": {3}, "麻烦删去2、3两项": {2, 3}, "去掉待办2以及4": {2, 4}, "可以发送，但去掉2": {2}, "去掉2，其他可以发": {2}, "取消2 4": {2, 4}, "【取消】2": {2}, "删去第2条，这条重复了": {2},
		"取消 2": {2}, "取消2": {2}, "删去第2条": {2}, "去掉待办2、4": {2, 4}, "取消第二项": {2}, "请删除第2、4条": {2, 4}, "把第3条删掉": {3}, "2不要": {2}, "删掉2和4，谢谢": {2, 4}, "好的，取消待办2": {2}, "取消２": {2},
		"取消第2项和第4项": {2, 4}, "删除2到4": {2, 3, 4}, "第三项待办取消": {3}, "删去第十二条": {12}, "取消2，其余没问题": {2}, "请把待办1去掉，再发": {1}, "刪除第2項": {2}, "2号待办不要了": {2}, "取消2\n取消4": {2, 4},
	} {
		r := ReadRevision(text, "Li Na 李娜")
		var got []int
		for _, e := range r.Edits {
			got = append(got, e.Items...)
		}
		if !slices.Equal(got, want) || len(r.Unclear) > 0 || r.Text != "" {
			t.Errorf("%q: %v, want %v; %+v", text, got, want, r)
		}
	}
}

func TestReadRevision_dropsNoItem(t *testing.T) {
	for _, text := range []string{
		"drop", "drop it", "skip", "drop 2 weeks from the plan", "don't drop 2", "do not drop 2", "drop 10 April", "drop 2%", "drop everything but 2", "drop 2 or 3", "drop 4-2", "drop the deadline of 2", "drop 2 if Anna agrees", "should we drop 2 first?",
		"drop 1 of the two", "item 2 should not be dropped", "drop 2 but keep 4", "drop by at 2", "2", "2 and 4", "drop 0",
		"drop 2, it is only needed if Anna agrees", "drop 2, it is 4 that stays", "drop 2, but it is not done", "delete “2”", "drop 2 since Friday?", "drop two items", "drop 2 items", "drop one", "drop the 3 tasks", "drop two", "remove one item", "取消三项", "删去2条", "把2项去掉", "取消一项待办", "两项取消", "取消2，因为4要保留", "取消2，这条先等等", "不要2人参加", "删去2，但是这条可能还要",
		"drop the last week", "drop the last one if Tom agrees", "drop the last sentence of 2", "not the last one", "the last one", "最后一条", "取消最后一次会议", "取消最后一周", "最后一条先留着",
		"取消", "跳过", "取消2月的会议", "不要取消2", "2不取消", "取消2的期限", "取消2或者3", "如果王伟同意就取消2", "是否取消2要问王伟", "取消2，4保留", "2号取消会议", "删去2%的折扣", "取消4到2", "第2条",
	} {
		for _, e := range ReadRevision(text, "Li Na").Edits {
			if e.Items != nil {
				t.Errorf("%q: %+v", text, e)
			}
		}
	}
	for text, want := range map[string]bool{"取消": true, "跳过": true, "skip": true, "取消 2": false, "drop 2": false} {
		if Skips(text, "") != want {
			t.Errorf("%q skips: %t", text, !want)
		}
	}
}
