/** A model's answers on some rows: metrics over all, and one loss per row (smaller is better). */
export interface Score {
  metrics: Record<string, number>;
  losses: number[];
}

export function score(task: 'classification' | 'regression', estimates: Float64Array, labels: Float64Array): Score {
  return task === 'classification' ? scoreClassification(estimates, labels) : scoreRegression(estimates, labels);
}

// --- internal ---

/** Keeps the loss of a wrong answer given with certainty finite. */
const smallestProbability = 1e-15;

/** Precision without a positive prediction, and recall without a positive row, count as 0. The loss is the log loss. */
function scoreClassification(probabilities: Float64Array, labels: Float64Array): Score {
  let [truePositives, falsePositives, falseNegatives, total] = [0, 0, 0, 0];
  const losses: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const probability = probabilities[row] as number;
    const actual = labels[row] === 1;
    const predicted = probability >= 0.5;
    if (predicted && actual) truePositives += 1;
    else if (predicted) falsePositives += 1;
    else if (actual) falseNegatives += 1;
    const loss = -Math.log(Math.max(smallestProbability, actual ? probability : 1 - probability));
    losses.push(loss);
    total += loss;
  }
  const precision = ratio(truePositives, truePositives + falsePositives);
  const recall = ratio(truePositives, truePositives + falseNegatives);
  return {
    metrics: {
      accuracy: ratio(labels.length - falsePositives - falseNegatives, labels.length),
      precision,
      recall,
      f1: ratio(2 * precision * recall, precision + recall),
      logLoss: ratio(total, labels.length),
    },
    losses,
  };
}

/** The loss is the absolute error, in the unit of the label. */
function scoreRegression(estimates: Float64Array, labels: Float64Array): Score {
  const losses = Array.from(labels, (label, row) => Math.abs(label - (estimates[row] as number)));
  const squares = losses.reduce((sum, loss) => sum + loss * loss, 0);
  return {
    metrics: {
      mae: ratio(
        losses.reduce((sum, loss) => sum + loss, 0),
        losses.length
      ),
      rmse: Math.sqrt(ratio(squares, losses.length)),
    },
    losses,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
