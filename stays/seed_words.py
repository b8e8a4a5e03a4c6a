"""Our own word list: words that put people below us, each with what one could say instead (DOMAIN.md part I).

Never a rule: a house changes it for itself (WordHint). Plural forms need no line of their own; forms of verbs do. The
second table holds everyday English that only looks like a word of the list, so that "in case" is left in peace.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SEED: tuple[tuple[tuple[str, ...], str | Promise], ...] = (
    (
        ("patient", "client", "consumer", "case", "recipient", "service user", "service-user"),
        _("guest, person, or their name"),
    ),
    (("resident", "inmate", "placement"), _("guest, or the name of the room")),
    (("the mentally ill", "mentally ill", "schizophrenic", "addict", "alcoholic", "SMI"), _("the words they use")),
    (("admission", "admit", "admitted", "admitting"), _("arrival, welcome")),
    (("intake",), _("first conversation")),
    (
        ("discharge", "discharged", "discharging", "terminate", "terminated", "termination"),
        _("leaving, the end of the stay"),
    ),
    (("AMA", "against medical advice", "eloped", "absconded"), _("left early, chose to leave")),
    (("non-return",), _("did not come back")),
    (
        ("screening", "screened", "assessment", "assessed", "evaluation", "evaluated"),
        _("conversation, getting to know each other"),
    ),
    (("referral source",), _("who suggested us")),
    (("denied", "rejected", "ineligible", "denial"), _("not a match right now")),
    (("no-show", "no show", "noshow"), _("did not come, plans changed")),
    (("waitlist position", "place in line"), _("a call if a room opens")),
    (("treatment", "intervention", "care plan", "treatment plan"), _("support, what helps, their own plan")),
    (("case notes", "case note", "charting", "progress note"), _("house log, what we agreed")),
    (("compliant", "compliance"), _("agrees, is fine with it")),
    (("non-compliant", "noncompliant", "non-compliance", "noncompliance"), _("disagrees, saw it differently")),
    (("treatment-resistant", "treatment resistant", "resistant"), _("is looking at other options")),
    (("refuses", "refused"), _("chose not to")),
    (("manipulative", "manipulating", "attention-seeking", "attention seeking"), _("asked for what they need")),
    (("high-functioning", "high functioning"), _("had a good day")),
    (("low-functioning", "low functioning"), _("had a hard day")),
    (("baseline",), _("how they usually are")),
    (
        ("decompensating", "decompensated", "decompensate", "unstable", "relapse", "relapsed"),
        _("is having a hard time"),
    ),
    (("symptom", "delusional", "delusion", "psychotic", "paranoid"), _("experiences, or the words they use")),
    (("chronic", "chronically"), _("long-standing")),
    (("suffers from", "suffering from", "suffered from", "struggles with", "struggling with"), _("lives with")),
    (("danger to self", "danger to others", "high risk", "high-risk"), _("what would help tonight")),
    (("commit suicide",), _("die by suicide")),
    (("committed suicide",), _("died by suicide")),
    (("failed attempt", "suicide attempt"), _("survived an attempt")),
    (("contract for safety", "safety contract", "no-harm contract"), _("what we agreed to do together")),
    (("behavior", "behaviour", "acting out", "acted out", "agitated"), _("what happened; upset, angry, distressed")),
    (
        ("violation", "infraction", "rule-breaking", "broke the rules", "against the rules"),
        _("not what we agreed; something to talk through"),
    ),
    (("sanction",), _("what we agreed after we talked")),
    (("house rules",), _("guidelines, agreements")),
    (("curfew",), _("quiet hours")),
    (("sign out", "signed out", "day pass"), _("out until")),
    (("medication compliance", "meds pass", "med pass", "takes his meds", "takes her meds"), _("their own medication")),
    (("got clean", "is clean", "stayed clean"), _("is not using")),
    (("substance abuse", "drug abuse"), _("use, substance use")),
    (("abuser",), _("a person who uses")),
    (("drug screen", "drug test", "dirty test"), _("nothing: we do not test anybody")),
    (("frequent flyer", "high utilizer", "high-utilizer"), _("has stayed before")),
    (("in crisis", "crisis"), _("hard time, distress; or crisis, if they say so")),
    (("facility", "milieu", "the unit", "the program"), _("house, home, space")),
    (("supervisor observed", "staff observed", "was observed"), _("your name, and “noticed”")),
    (("homeless person", "homeless people", "homeless man", "homeless woman"), _("without housing, unhoused")),
    (("special needs", "handicapped"), _("access needs, what makes it work")),
    (("wheelchair-bound", "wheelchair bound"), _("uses a wheelchair")),
    (("preferred pronoun",), _("pronouns")),
    (("legal name",), _("the name they use")),
    (("turn-away", "turned away"), _("could not offer a room")),
    (("caseload", "census", "head count", "headcount"), _("who is here now")),
    (("utilization",), _("nights, rooms in use")),
    (("hospital diversion", "step-down"), _("somewhere else to be")),
    (("emergency contact",), _("someone they might want us to call")),
)  # fmt: skip

# Everyday English in which a word of the list means nothing of the kind.
EVERYDAY = (
    "in case", "just in case", "in any case", "in that case", "in this case", "case of water", "pillow case",
    "be patient", "was patient", "is patient", "very patient", "more patient", "being patient", "patient with",
    "food intake", "water treatment", "fire resistant", "water resistant", "drug screen door",
)  # fmt: skip
