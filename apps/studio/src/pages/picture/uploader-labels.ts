import type { UploaderLabels } from '@likeness/react';
import { useMemo } from 'react';
import { useLanguage, useText } from '../../language/language.tsx';

/** The words of the uploader in the language of the page. */
export function useUploaderLabels(): UploaderLabels {
  const t = useText('picture');
  const { language } = useLanguage();
  return useMemo(
    () => ({
      region: t('region'),
      drop: t('drop'),
      dropAnother: t('dropAnother'),
      dropNow: t('dropNow'),
      hint: t('hint'),
      choose: t('choose'),
      takePhoto: t('takePhoto'),
      camera: t('camera'),
      shutter: t('shutter'),
      cameraRefused: t('cameraRefused'),
      cameraMissing: t('cameraMissing'),
      back: t('back'),
      frame: t('frame'),
      frameHint: t('frameHint'),
      zoom: t('zoom'),
      straighten: t('straighten'),
      turnLeft: t('turnLeft'),
      turnRight: t('turnRight'),
      startOver: t('startOver'),
      save: t('save'),
      chooseAnother: t('chooseAnother'),
      opening: t('opening'),
      sending: (percent) => t('sending', { percent }),
      making: t('making'),
      cancel: t('cancel'),
      cancelled: t('cancelled'),
      again: t('again'),
      stillChosen: t('stillChosen'),
      noFile: t('noFile'),
      tooLarge: (file, limit) => t('tooLarge', { file, limit }),
      unframed: t('unframed'),
      language,
    }),
    [t, language],
  );
}
