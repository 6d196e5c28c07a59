import { Drawer } from 'antd'
import { getRule } from '../../../api/rules.ts'
import { ruleProposalsText } from '../../../text/web/rule-proposals.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { useLater } from '../../api.ts'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import type { CodedError } from '../../ui/refusal.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import type { Rule } from './rule.ts'

/** Who changed what and when, and the whole definition for those who dig (C121). */
export function RuleHistory({ rule, open, onClose }: { rule: Rule; open: boolean; onClose: () => void }) {
  const t = useText(rulesText)
  const both = useBoth()
  const words = useText(ruleProposalsText)
  const found = useLater(getRule, { params: { code: rule.code }, enabled: open })
  return (
    <Drawer open={open} onClose={onClose} size={520} title={both(rule.title)} loading={found.isLoading}>
      <ErrorNote error={found.error as CodedError | null} />
      {found.data && (
        <div className="bw-stack">
          <h3>{t('history')}</h3>
          <Timeline
            items={found.data.versions.map((one) => ({
              key: String(one.version),
              at: <Moment at={one.recordedAt} />,
              title: `${t('version', { n: one.version })} · ${t('historyBy', {
                who: one.actor ?? t('system'),
                mode: t(one.mode),
              })}${one.proposedBy ? ` · ${words('historyProposed', { who: one.proposedBy })}` : ''}`,
              text: one.unproven
                ? `${both(one.sentence)} ${t('historyUnproven', { reason: one.unproven })}`
                : both(one.sentence),
            }))}
          />
          <h3>{t('whole')}</h3>
          <pre className="bw-rule-spec">{JSON.stringify(found.data.spec, null, 2)}</pre>
        </div>
      )}
    </Drawer>
  )
}
