// (e) How often the body type is that of the true girths, when every girth is off by some noise.
//
// The survey has no natural waist, high hip or ISO waist: those are the package's own functions of what it has, so this
// is about noise, not about whether the rules are right.
import { BODY_TYPES, bodyType, complete, manType, womanType } from '@likeness/body';
import { average, share } from './figures.mjs';
import { cmOrDerived, randomNumbers } from './people.mjs';

const COMPARED = {
  female: ['chest', 'hip', 'waistNatural', 'highHip'],
  male: ['chest', 'hip', 'waist', 'shoulderWidthBideltoid'],
};

function typesAt(unseen, sex, sigma) {
  const normal = randomNumbers(2);
  const plainType = sex === 'female' ? womanType : manType;
  const answers = unseen
    .filter((row) => row.sex === sex)
    .map((row) => {
      const girths = Object.fromEntries(COMPARED[sex].map((key) => [key, cmOrDerived(row, key)]));
      const noisy = Object.fromEntries(
        Object.entries(girths).map(([key, value]) => [key, value + sigma * normal()]),
      );
      const given = Object.entries(noisy).map(([key, value]) => [key, { cm: value, sigma }]);
      const answer = bodyType(complete({ sex, measurements: Object.fromEntries(given) }));
      return { answer, actual: plainType(girths), hard: plainType(noisy) };
    });
  const clear = answers.filter(({ answer }) => !answer.borderline);
  return {
    sex,
    sigma,
    people: answers.length,
    hardAgrees: share(answers, ({ hard, actual }) => hard === actual),
    ourAgrees: share(answers, ({ answer, actual }) => answer.type === actual),
    promised: 100 * average(answers.map(({ answer }) => answer.probabilities[answer.type])),
    borderline: share(answers, ({ answer }) => answer.borderline),
    clearAgrees: share(clear, ({ answer, actual }) => answer.type === actual),
    ...Object.fromEntries(BODY_TYPES.map((type) => [type, share(answers, ({ actual }) => actual === type)])),
  };
}

/** One row for a sex and a noise (cm). */
export function measureBodyTypes(unseen) {
  return ['female', 'male'].flatMap((sex) => [0, 0.5, 1, 2].map((sigma) => typesAt(unseen, sex, sigma)));
}
