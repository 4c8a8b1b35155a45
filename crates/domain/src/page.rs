//! Pages of a list.

use thiserror::Error;

/// Which page of a list is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRequest {
    number: u32,
    size: u32,
}

/// Page or size is out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PageFault {
    /// `page` is 0.
    #[error("Pages count from 1.")]
    Number,
    /// `page_size` is not 1 to 500.
    #[error("The page size must be between 1 and 500.")]
    Size,
}

impl PageRequest {
    /// The size of a page when nobody says.
    pub const DEFAULT_SIZE: u32 = 100;
    /// The largest page.
    pub const LARGEST_SIZE: u32 = 500;
    /// The first page, as large as it may be.
    pub const LARGEST_FIRST: Self = Self {
        number: 1,
        size: Self::LARGEST_SIZE,
    };

    /// `number` counts from 1.
    pub fn try_new(number: u32, size: u32) -> Result<Self, PageFault> {
        if number == 0 {
            return Err(PageFault::Number);
        }
        if size == 0 || size > Self::LARGEST_SIZE {
            return Err(PageFault::Size);
        }
        Ok(Self { number, size })
    }

    /// The number of this page, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How many items a full page has.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// How many items come before this page.
    pub fn offset(&self) -> i64 {
        (i64::from(self.number) - 1) * i64::from(self.size)
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// How many items the whole list has.
    pub count: i64,
    /// What was asked for.
    pub request: PageRequest,
    /// The items of this page.
    pub items: Vec<T>,
}

impl<T> Page<T> {
    /// The same page, of borrowed items.
    pub fn borrowed(&self) -> Page<&T> {
        Page {
            count: self.count,
            request: self.request,
            items: self.items.iter().collect(),
        }
    }

    /// Whether this page lies behind the end of the list. The first page never does.
    pub fn is_past_the_end(&self) -> bool {
        self.request.number > 1 && self.request.offset() >= self.count
    }

    /// Whether another page follows.
    pub fn has_next(&self) -> bool {
        self.request.offset() + i64::from(self.request.size) < self.count
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_pages_of_a_list_cover_it_once(count in 0_i64..5_000, size in 1_u32..=500) {
            let mut seen = 0;
            for number in 1.. {
                let request = PageRequest::try_new(number, size).unwrap();
                let page = Page::<()> { count, request, items: Vec::new() };
                prop_assert!(!page.is_past_the_end());
                seen += i64::from(size).min(count - request.offset());
                if !page.has_next() { break; }
            }
            prop_assert_eq!(seen, count);
        }
    }
}
