"""What a registrar should tell the visitor. It hinders nothing: every item is registered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    code: str
    en: str
    zh: str

    def say(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


FIVE_REPRESENTATIVES = Advice(
    "five_representatives",
    "A joint visit is represented by at most five people (Art. 20). "
    "All are registered; please ask them to choose five.",
    "多人走访反映共同事项的,应当推选代表,代表不超过5人(《信访工作条例》第二十条)。"
    "已全部登记,请告知来访人推选代表。",
)
READ_BACK = Advice(
    "read_back",
    "An oral petition must be recorded truthfully (Art. 19): read it back and record that you did.",
    "口头提出的应当如实记录(《信访工作条例》第十九条),请向信访人宣读核对并记录。",
)
IDENTITY_NUMBER = Advice(
    "identity_number",
    "An identity number fails its check digit. It was kept as told; ask again if you can.",
    "有身份证号码校验不符,已按所述登记,如有条件请再次核对。",
)
