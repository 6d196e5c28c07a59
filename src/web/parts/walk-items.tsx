import { Button } from 'antd'
import { listOnboarding, tickItem } from '../../api/onboarding.ts'
import { onboardingText } from '../../text/web/onboarding.ts'
import { type ReplyOf, useSend } from '../api.ts'
import { paths } from '../paths.ts'
import { Day } from '../ui/day.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useText } from '../ui/language.tsx'
import { TextLink } from '../ui/url.tsx'
import './parts.css'

export type Walk = ReplyOf<typeof listOnboarding>['mine'][number]
type Item = Walk['items'][number]

/** What is on somebody's path: what is open first, each with its day and the one thing to do about it. */
export function WalkItems({ walk, most }: { walk: Walk; most?: number }) {
  const t = useText(onboardingText)
  const tick = useSend(tickItem, { refresh: [listOnboarding] })
  const ordered = [...walk.items].sort((a, b) => Number(a.isDone) - Number(b.isDone))
  return (
    <>
      <ul className="biz-walk">
        {ordered.slice(0, most).map((item) => (
          <li key={item.id} data-done={item.isDone}>
            <span className="bw-tag">{t(`kind_${item.kind}`)}</span>
            <ItemWords item={item} />
            <span className="biz-walk-side">
              <ItemDay item={item} />
              {item.can.tick === true && (
                <Button
                  size="small"
                  type={item.isDone ? 'text' : 'default'}
                  loading={tick.isPending && tick.variables?.body?.itemId === item.id}
                  onClick={() =>
                    tick.mutate({ params: { id: walk.id }, body: { itemId: item.id, isDone: !item.isDone } })
                  }
                >
                  {t(item.isDone ? 'untick' : 'tick')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <ErrorNote error={tick.error} />
    </>
  )
}

function ItemWords({ item }: { item: Item }) {
  const t = useText(onboardingText)
  if (item.kind === 'read') {
    return item.article === null || item.articleId === null ? (
      <span className="bw-muted">{t('gone')}</span>
    ) : (
      <TextLink href={paths.article(item.articleId)}>{item.article}</TextLink>
    )
  }
  if (item.kind === 'do' || item.figure === null) return <span>{item.title}</span>
  const n = item.target ?? 0
  return (
    <span>
      {t('reach', { figure: t(`figure_${item.figure}`), n })}{' '}
      <span className="bw-muted">{t('reachNow', { value: item.value ?? 0, n })}</span>
    </span>
  )
}

function ItemDay({ item }: { item: Item }) {
  const t = useText(onboardingText)
  if (item.isDone) return <small className="bw-good">{t(item.isLate ? 'doneLate' : 'tick')}</small>
  return (
    <small className={item.isLate ? 'bw-danger' : 'bw-muted'}>
      <Day day={item.dueOn} near />
    </small>
  )
}
