"""The classic first deep-learning program, whole: load, look, build, train, evaluate, predict."""

import numpy as np

import digitwise

# Load: 60,000 training and 10,000 test digits, 28 x 28 pixels each, and their labels.
(train_images, train_labels), (test_images, test_labels) = digitwise.load_mnist()
print("training images:", train_images.shape, train_images.dtype, "labels:", train_labels.shape)
if len(train_images) != 60_000:
    raise SystemExit(f"these are {len(train_images):,} images and not MNIST's 60,000")

# Look: three of them, as the network gets them.
digitwise.show([7, 18, 8])

# Build, compile and fit: Dense(512, relu), Dense(10, softmax), RMSprop, categorical cross entropy, five epochs of 128.
network = digitwise.networks.classic()
run = digitwise.train(
    network, ((train_images, train_labels), (test_images, test_labels)), epochs=5, batch_size=128, optimizer="rmsprop"
)

# Evaluate: on the 10,000 digits that the network has never seen.
print(run.summary())
if run.report.accuracy < 0.97:
    raise SystemExit(f"test accuracy is {run.report.accuracy:.4f}, and the classic run reaches 0.97 or more")

# Predict: the ten probabilities of one test digit.
probabilities = network.predict(test_images[:1], verbose=0)[0]
print("the first test digit is a", np.argmax(probabilities), "with probability", f"{probabilities.max():.4f}")
