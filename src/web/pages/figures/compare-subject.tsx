import { listDepartments } from '../../../api/people.ts'
import { figuresText } from '../../../text/web/figures.ts'
import { periodsText } from '../../../text/web/periods.ts'
import { useLater } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { useSession } from '../../session.tsx'
import { Choice } from '../../ui/choice.tsx'
import { useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'
import type { Comparison } from './compared.ts'

/** The company, a team or one person; what is beyond reach says so when it is chosen. */
export function SubjectChoice({ subject }: { subject: Comparison['subject'] }) {
  const t = useText(periodsText)
  const kinds = useText(figuresText)
  const { set } = useUrl()
  const { org } = useSession()
  const teams = useLater(listDepartments).data?.items ?? []
  const people = usePeople()
  return (
    <Choice
      className="bw-filter-select"
      label={t('subject')}
      value={`${subject.kind}:${subject.id}`}
      options={[
        { value: `org:${org.id}`, label: kinds('kind_org') },
        ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: t('team_self', { name }) })),
        ...people.map(({ value, label }) => ({
          value: `rep:${value}`,
          label: t('rep_self', { name: label }),
        })),
      ]}
      onChange={(chosen) => {
        const [subjectKind, subjectId] = (chosen ?? '').split(':')
        set({ subjectKind, subjectId })
      }}
    />
  )
}
