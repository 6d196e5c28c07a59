import { pricesText } from '../../../text/web/prices.ts'
import { paths } from '../../paths.ts'
import { useText } from '../../ui/language.tsx'
import { TextLink } from '../../ui/url.tsx'
import type { Quote } from './steps.ts'

const WORD = {
  running: 'draftRunning',
  approved: 'draftApproved',
  returned: 'draftReturned',
  other_content: 'draftOther',
  none: 'draftNone',
} as const

/** Where the newest offer stands when it has not gone out, and the way to its approval. */
export function DraftNote({ quote }: { quote: Quote }) {
  const t = useText(pricesText)
  const { draft } = quote
  if (!draft) return null
  return (
    <p className="biz-draft" data-state={draft.state}>
      {t(WORD[draft.state], { n: draft.number })}{' '}
      {draft.caseId && <TextLink href={paths.approval(draft.caseId)}>{t('toCase')}</TextLink>}
    </p>
  )
}
