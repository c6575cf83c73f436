"""Things found in pictures: proposals in closed form on maps of a pretrained network, judged and moved by a small head."""
