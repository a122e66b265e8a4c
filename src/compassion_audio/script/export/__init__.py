"""A resolved practice in the forms that others read: other engines, other programs, people. Pure.

Each form is a module with one function `written`, from what the practice says of itself and its
steps to text. All of them show captions, so a person's own words stay hidden unless the steps
themselves were opened.
"""
