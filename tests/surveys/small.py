"""A questionnaire with one question of every kind, and answers to it that nothing is wrong with."""

EVERY_KIND = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - {code: vard, kind: yesno, text: Finns vård}
      - {code: ord, kind: text, text: Med egna ord, max_length: 20}
      - code: plan
        kind: single
        text: Vilken plan
        unknown: true
        options: [{code: egen, label: Egen}, {code: annans, label: Annans}]
      - code: omraden
        kind: multi
        text: Vilka områden
        max_choices: 2
        options: [{code: stad, label: Stad}, {code: land, label: Land}, {code: hav, label: Hav}]
      - code: behov
        kind: multi
        text: Vilka behov
        max_choices: 1
        none: true
        options: [{code: vagar, label: Vägar}, {code: broar, label: Broar}]
      - {code: lakare, kind: number, text: Hur många läkare, min: 1, max: 1500, whole: true, unknown: true}
      - {code: kostnad, kind: number, text: Kostnad}
      - {code: andel, kind: percent, text: Andel}
      - {code: lagst, kind: percent, text: Andel i ett spann, min: 10, max: 90, required: false}
      - {code: fritt, kind: yesno, text: Om ni vill, required: false}
      - {code: kommuner, kind: count, text: Antal kommuner}
      - code: per_svar
        kind: count
        text: Kommuner per svar
        options: [{code: ja, label: Ja}, {code: nej, label: Nej}]
      - code: platser
        kind: table
        text: Platser
        min: 0
        options: [{code: i_ar, label: I år}, {code: i_fjol, label: I fjol}]
"""

WHOLE = {
    "vard": "ja",
    "ord": "Det går bra.",
    "plan": "egen",
    "omraden.stad": "ja",
    "behov.inget": "ja",
    "lakare": "1 249",
    "kostnad": "71,5",
    "andel": "16,9",
    "kommuner": "3",
    "per_svar.ja": "2",
    "per_svar.nej": "0",
    "platser.i_ar": "10",
    "platser.i_fjol": "9,5",
}
