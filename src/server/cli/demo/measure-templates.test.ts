import { expect, it } from 'vitest'
import { TEMPLATE_RECORDS } from '../../../core/backtest/template-records.ts'
import { RULE_TEMPLATES } from '../../../core/watch/rule-templates.ts'
import { templatesFingerprint } from './measure-templates.ts'

const { fingerprint, records } = TEMPLATE_RECORDS

it('the figures of the templates belong to the templates as they are: else run bench/rule-templates.ts', () => {
  expect(fingerprint).toBe(templatesFingerprint())
  expect(Object.keys(records)).toEqual(RULE_TEMPLATES.map(({ rule }) => rule.code))
})

it('none is offered that warned of the wrong ones', () => {
  expect(Object.values(records).map(({ verdict }) => verdict)).not.toContain('harmful')
})
