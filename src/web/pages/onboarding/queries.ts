import { listOnboarding } from '../../../api/onboarding.ts'
import { fromUrl } from '../../api.ts'
import type { UrlValues } from '../../ui/url.tsx'

export function onboardingQuery(values: UrlValues) {
  return fromUrl(listOnboarding, values)
}
