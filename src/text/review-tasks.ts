import type { Bilingual } from '../core/watch/subject.ts'

/** What whoever answers for it is asked to do when the day of review has come (C066 C184). */
export const REVIEW_TITLES: Readonly<Record<'template' | 'flow', (name: Bilingual) => Bilingual>> = {
  template: ({ zh, en }) => ({ zh: `复审合同模板：${zh}`, en: `Review the contract template: ${en}` }),
  flow: ({ zh, en }) => ({ zh: `复审审批流程：${zh}`, en: `Review the approval flow: ${en}` }),
}

export const REVIEW_DETAILS: Readonly<Record<'template' | 'flow', Bilingual>> = {
  template: {
    zh: '看法规和判例有没有变化、条款还合不合用；改好或确认不改，都存一版并填下次复审日。',
    en: 'Has the law changed, do the clauses still fit? Changed or not, save a version with the next day of review.',
  },
  flow: {
    zh: '看审批人、金额线和时限还合不合用；改好或确认不改，都存一版并填下次复审日。',
    en: 'Do people, amounts and times still fit? Changed or not, save a version with the next day of review.',
  },
}
