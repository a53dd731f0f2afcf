"""Section 4.6: plainly documented failures, and reasons of another complaint or of a passing improvement."""

from tests.spec.spec_stop_words import RULE, ended, stopped
from tests.spec.vignette import Vignette

VIGNETTES = [
    *[
        Vignette(f"A trial stopped as '{text}' is a documented failure", stopped(text), ended("failed"), RULE)
        for text in (
            "ineffective for depression, helped sleep",
            "No improvement in mood; sleep improved",
            "failed to achieve remission",
            "ineffective for depression and anxiety",
            "Ineffective for MDD and GAD",
            "no benefit for depression, anxiety",
            "ineffective, never reached remission",
            "No response, did not reach remission",
            "No response; no missed doses",
            "ineffective, denies missed doses",
            "no benefit despite low dose aripiprazole augmentation",
            "Ineffective (documented in outside records)",
            "documented failed trial",
            "Ineffective, no adverse effects documented",
            "ineffective; possible switch to SNRI",
            "ineffective (taken only at bedtime)",
            "Inadequate therapeutic response",
            "unsatisfactory response",
            "response inadequate",
            "lacks efficacy",
            "Lack of drug effect",
            "Not achieving desired effect",
            "No meaningful improvement",
            "lost response after initial improvement",
        )
    ],
    *[
        Vignette(
            f"A trial stopped as '{text}' has no outcome that is certain",
            stopped(text),
            ended("outcome-unknown"),
            RULE,
        )
        for text in (
            "Helped anxiety but not depression",
            "anxiety improved, depression did not",
            "25% improvement",
            "improved then relapsed",
            "Improved initially but relapsed",
            "ineffective for anxiety in a patient with depression",
            "ineffective for anxiety, not depression",
            "ineffective, missed doses",
            "no response, low dose only",
            "ineffective, never reached a therapeutic dose",
            "possibly no response",
            "remission not achieved",
        )
    ],
    *[
        Vignette(f"A trial stopped as '{text}' did help", stopped(text), ended("responded"), RULE)
        for text in (
            "mood and anxiety improved",
            "anxiety improved, depression improved",
            "75% improvement",
            "helped anxiety and depression",
            "mood improved, sleep improved",
            "in remission",
        )
    ],
]
