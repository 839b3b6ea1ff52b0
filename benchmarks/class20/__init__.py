"""A class of twenty: five exercises each, right, wrong and half done, as notebooks that three graders can mark."""
