"""MediaPipe's own Python pipeline, for reference-pose.test.ts: raw RGB files in, landmarks as JSON out.

Needs the package `mediapipe` of a version that still has `solutions` and ships its models (0.10.14 does).
Arguments: file, width and height of each picture. Downloads nothing: model complexity 1 is within the package.
"""

import json
import sys

import mediapipe
import numpy

LOOKS = 2

answers = []
arguments = sys.argv[1:]
for at in range(0, len(arguments), 3):
    path, width, height = arguments[at], int(arguments[at + 1]), int(arguments[at + 2])
    picture = numpy.fromfile(path, dtype=numpy.uint8).reshape(height, width, 3)
    # As a film of the same picture: the second look uses the crop that the first asked for, as ours does. After a
    # single look the reference is up to 3 % of the body's height away from its own second.
    with mediapipe.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False) as pose:
        for _ in range(LOOKS):
            found = pose.process(picture).pose_landmarks
    points = found.landmark if found else []
    answers.append([[p.x * width, p.y * height, p.visibility] for p in points])
json.dump(answers, sys.stdout)
