import { listArticles } from '../../../api/knowledge.ts'
import { listOnboarding } from '../../../api/onboarding.ts'
import { knowledgeText } from '../../../text/web/knowledge.ts'
import { onboardingText } from '../../../text/web/onboarding.ts'
import { useLater } from '../../api.ts'
import { WalkItems } from '../../parts/walk-items.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'
import { ListPanel, ListRow } from './blocks.tsx'

const SHOWN = 4

/** What somebody is to read and, while they are new, what comes next on their path; else nothing. */
export function FirstWeeks() {
  const t = useText(onboardingText)
  const { data } = useLater(listOnboarding, { query: {} })
  const [mine] = data?.mine ?? []
  return (
    <>
      {mine && (
        <Panel
          title={t('mineShort', { done: mine.done, all: mine.all })}
          extra={<TextLink href={paths.onboarding()}>{t('all')} ›</TextLink>}
        >
          <WalkItems walk={mine} most={SHOWN} />
        </Panel>
      )}
      {!mine && <ToRead />}
      {data && data.people.length > 0 && (
        <ListPanel title={t('newPeople')} href={paths.onboarding()}>
          {data.people.slice(0, SHOWN).map((walk) => (
            <ListRow
              key={walk.id}
              href={paths.onboarding()}
              title={walk.person.name}
              text={walk.late > 0 && <span className="bw-danger">{t('late', { n: walk.late })}</span>}
              side={t('newPeopleLine', { done: walk.done, all: walk.all })}
            />
          ))}
        </ListPanel>
      )}
    </>
  )
}

/** Of somebody on a path the articles stand there already. */
function ToRead() {
  const t = useText(knowledgeText)
  const may = useMay()
  const { data } = useLater(listArticles, {
    query: { view: 'asked', size: SHOWN },
    enabled: may('article.read'),
  })
  if (!data || data.items.length === 0) return null
  return (
    <ListPanel title={t('toRead')} href={paths.knowledge({ view: 'asked' })}>
      {data.items.map((article) => (
        <ListRow
          key={article.id}
          href={paths.article(article.id)}
          title={article.title}
          side={article.confirmBy && t('toConfirmBy', { day: article.confirmBy })}
        />
      ))}
    </ListPanel>
  )
}
