"""Suggestions show their reasons; a person decides."""

from dataclasses import replace

import pytest

from law.organisation import load_organisation
from law.suggest import Suggestion, suggest_organs, suggest_route
from tests.builders import RULEBOOKS, RULES

TREE = load_organisation(RULEBOOKS / "organisation" / "420881.yaml")


def words(suggestion: Suggestion, language: str = "zh") -> list[str]:
    return [reason.say(language) for option in suggestion.options for reason in option.reasons]


@pytest.mark.parametrize(
    ("title", "text", "route"),
    [
        ("建议增设公交站", "上下班不方便。", "suggestion"),
        ("村支书贪污扶贫款", "挪用公款,还打击报复。", "accusation"),
        ("不服法院判决", "请求再审。", "r1"),
        ("劳动仲裁", "单位欠薪。", "r2"),
        ("对党纪处分不服", "请求复审。", "r3"),
        ("工伤认定太慢", "医药费很高。", "r4"),
        ("请查处楼下无证经营", "油烟很大。", "r5"),
        ("小区电梯坏了", "一直没有人修。", "r6"),
    ],
)
def test_a_route_is_suggested_by_the_words_of_its_article(
    title: str, text: str, route: str
) -> None:
    assert suggest_route(title, text, RULES).clear == route


def test_a_route_says_which_words_speak_for_it() -> None:
    suggestion = suggest_route("不服法院判决", "请求再审。", RULES)

    assert words(suggestion) == ["文中有“法院、判决、再审”"]
    assert words(suggestion, "en") == ["the text says 法院、判决、再审"]


def test_what_points_nowhere_goes_the_way_of_all_that_is_left_and_says_so() -> None:
    suggestion = suggest_route("电梯", "坏了。", RULES)

    assert words(suggestion) == [
        "没有其他途径的线索，归入其余情形（《信访工作条例》第三十一条第六项）"
    ]
    assert "Art. 31 (6)" in words(suggestion, "en")[0]


def test_words_of_the_title_weigh_more() -> None:
    assert suggest_route("申请劳动仲裁", "建议公开。", RULES).clear == "r2"


def test_two_routes_that_fit_alike_are_unclear_and_both_are_shown() -> None:
    suggestion = suggest_route("", "建议申请仲裁。", RULES)

    assert suggestion.clear is None
    assert {option.code for option in suggestion.options} == {"suggestion", "r2"}
    assert suggestion.unclear is not None
    assert suggestion.unclear.say("en") == "several fit alike (suggestion, r2); a person decides"


def test_a_reason_never_repeats_what_the_petitioner_wrote() -> None:
    suggestion = suggest_route("张三诉李四", "李四打电话13800000000,法院没有判决。", RULES)

    assert "张三" not in str(suggestion)
    assert "13800000000" not in str(suggestion)


def test_the_longest_branch_that_holds_the_content_gives_the_organ() -> None:
    broad = suggest_organs(RULES, content="劳动和社会保障/工资福利/工资发放")
    narrow = suggest_organs(RULES, content="劳动和社会保障/城镇职工社会保险/职工医疗保险")

    assert (broad.clear, narrow.clear) == ("hrss", "medical-insurance")
    assert words(broad) == ["内容分类“劳动和社会保障”属于其职责"]


def test_content_decides_over_words() -> None:
    suggestion = suggest_organs(RULES, content="政法/户籍证件/身份证管理", text="学校 学费")

    assert suggestion.clear == "public-security"


def test_without_content_the_words_of_the_duty_list_speak() -> None:
    suggestion = suggest_organs(RULES, text="开发商一直不修电梯,物业也不管,孩子上学校迟到。")

    assert suggestion.clear == "housing"
    assert [option.code for option in suggestion.options] == ["housing", "education"]


def test_two_organs_that_fit_alike_are_unclear() -> None:
    suggestion = suggest_organs(RULES, text="医院不给报销。")

    assert suggestion.clear is None
    assert {option.code for option in suggestion.options} == {"medical-insurance", "health"}
    assert suggestion.unclear is not None
    assert suggestion.unclear.key == "several_fit"


def test_two_duties_for_one_subject_are_unclear() -> None:
    one = next(duty for duty in RULES.duties if duty.organ == "environment")
    rules = replace(RULES, duties=(one, replace(one, organ="urban-management")))

    assert suggest_organs(rules, content="环境保护/环境污染/水污染").clear is None


def test_a_subject_no_organ_stands_for_is_left_to_a_person() -> None:
    suggestion = suggest_organs(RULES, content="商贸旅游/旅游管理/景区管理")

    assert suggestion.options == ()
    assert suggestion.unclear is not None
    assert suggestion.unclear.say("zh") == "职责清单中没有对应单位，请人工判定"


def test_a_village_s_own_affairs_go_to_the_town_it_lies_in() -> None:
    path = "农村农业/村务管理/村务公开"

    assert suggest_organs(RULES, content=path, division="420881108901").clear == "420881108"
    assert suggest_organs(RULES, content=path, division="420881110").clear == "420881110"


@pytest.mark.parametrize("division", ["", "420881"])
def test_a_town_s_duty_without_a_known_place_is_unclear(division: str) -> None:
    suggestion = suggest_organs(RULES, content="农村农业/村务管理/村务公开", division=division)

    assert suggestion.options == ()
    assert suggestion.unclear is not None
    assert suggestion.unclear.key == "place_unknown"


def test_a_claim_may_go_to_the_organ_complained_of() -> None:
    assert suggest_organs(RULES, content="民政/社会救助/农村低保", route="r6").clear == (
        "civil-affairs"
    )


def test_an_accusation_goes_by_the_cadre_line_whatever_it_is_about() -> None:
    suggestion = suggest_organs(RULES, content="民政/社会救助/农村低保", route="accusation")

    assert suggestion.clear == "discipline"


@pytest.mark.parametrize("accused", ["civil-affairs", "discipline", "jingmen-discipline"])
def test_an_accusation_never_reaches_the_line_of_the_organ_complained_of(accused: str) -> None:
    barred = TREE.line([accused])

    suggestion = suggest_organs(RULES, text="低保", route="accusation", excluding=barred)

    assert not barred & {option.code for option in suggestion.options}


def test_a_complaint_about_retaliation_goes_the_same_way() -> None:
    barred = TREE.line(["civil-affairs"])
    suggestion = suggest_organs(RULES, text="低保", route="conduct", excluding=barred)

    assert suggestion.clear == "discipline"


def test_an_accusation_against_the_whole_cadre_line_is_offered_to_nobody() -> None:
    suggestion = suggest_organs(RULES, route="accusation", excluding=TREE.line(["discipline"]))

    assert suggestion.options == ()
    assert suggestion.unclear is not None
    assert suggestion.unclear.key == "all_barred"


def test_an_organ_that_gave_the_matter_back_can_be_left_out() -> None:
    suggestion = suggest_organs(RULES, text="医院不给报销。", excluding={"health"})

    assert suggestion.clear == "medical-insurance"


def test_every_branch_of_a_duty_suggests_its_organ() -> None:
    for duty in RULES.duties:
        for branch in duty.content:
            path = next(p for p in RULES.content.paths if f"{p}/".startswith(f"{branch}/"))
            found = suggest_organs(RULES, content=path, division="420881108")
            assert found.clear is not None
